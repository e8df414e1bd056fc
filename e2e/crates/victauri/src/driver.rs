// The driver of one version of Victauri: `victauri_core` is what the including module calls so.
use serde_json::{json, Value};
use victauri_core::{AppEvent, EventRecorder, RecordedSession};

type Outcome = Result<Value, String>;

pub fn import(text: &str) -> Result<String, String> {
    let session: RecordedSession = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let recorder = EventRecorder::default();
    recorder.import(session);
    serde_json::to_string(&recorder.export()).map_err(|error| error.to_string())
}

pub fn run(text: &str) -> Result<String, String> {
    let script: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let max_events = script["max_events"]
        .as_u64()
        .ok_or("max_events is missing")?;
    let recorder =
        EventRecorder::new(usize::try_from(max_events).map_err(|error| error.to_string())?);
    let commands = script["commands"]
        .as_array()
        .ok_or("commands are missing")?;
    let results: Vec<Value> = commands
        .iter()
        .map(|command| match step(&recorder, command) {
            Ok(value) => value,
            Err(message) => json!({ "error": message }),
        })
        .collect();
    serde_json::to_string(&results).map_err(|error| error.to_string())
}

fn step(recorder: &EventRecorder, command: &Value) -> Outcome {
    match command["do"].as_str().unwrap_or_default() {
        "start" => recorder
            .start(text(command, "id"))
            .map(|()| Value::Null)
            .map_err(|error| error.to_string()),
        "stop" => value(&recorder.stop()),
        "isRecording" => value(&recorder.is_recording()),
        "record" => {
            recorder.record_event(read::<AppEvent>(&command["event"])?);
            Ok(Value::Null)
        }
        "checkpoint" => recorder
            .checkpoint(
                text(command, "id"),
                command["label"].as_str().map(String::from),
                command["state"].clone(),
            )
            .map(|()| Value::Null)
            .map_err(|error| error.to_string()),
        "eventCount" => value(&recorder.event_count()),
        "checkpointCount" => value(&recorder.checkpoint_count()),
        "eventsSince" => value(&recorder.events_since(read(&command["index"])?)),
        "eventsBetween" => {
            value(&recorder.events_between(read(&command["from"])?, read(&command["to"])?))
        }
        "getCheckpoints" => value(&recorder.get_checkpoints()),
        "eventsBetweenCheckpoints" => recorder
            .events_between_checkpoints(&text(command, "from"), &text(command, "to"))
            .map_err(|error| error.to_string())
            .and_then(|events| value(&events)),
        "export" => value(&recorder.export()),
        "import" => {
            recorder.import(read(&command["session"])?);
            Ok(Value::Null)
        }
        "ipcReplaySequence" => value(&recorder.ipc_replay_sequence()),
        other => Err(format!("no such command: {other}")),
    }
}

fn text(command: &Value, key: &str) -> String {
    command[key].as_str().unwrap_or_default().to_string()
}

fn value<T: serde::Serialize>(from: &T) -> Outcome {
    serde_json::to_value(from).map_err(|error| error.to_string())
}

fn read<T: serde::de::DeserializeOwned>(from: &Value) -> Result<T, String> {
    serde_json::from_value(from.clone()).map_err(|error| error.to_string())
}
