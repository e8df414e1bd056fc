//! Drives Victauri's own `EventRecorder`, in two of its versions, so that ours can be compared with it.
//!
//! `victauri-driver <version> import`: a session on stdin is imported and exported again.
//! `victauri-driver <version> run`: `{"max_events", "commands": [{"do": name, …}]}` on stdin gives an array with one result for each command.

use std::io::{self, Read};

mod v0_8 {
    use victauri_core_0_8 as victauri_core;
    include!("driver.rs");
}

mod v0_10 {
    use victauri_core_0_10 as victauri_core;
    include!("driver.rs");
}

fn main() {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .expect("stdin is UTF-8");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["0.8.5", "import"] => v0_8::import(&text),
        ["0.8.5", "run"] => v0_8::run(&text),
        ["0.10.3", "import"] => v0_10::import(&text),
        ["0.10.3", "run"] => v0_10::run(&text),
        _ => Err("usage: victauri-driver 0.8.5|0.10.3 import|run".to_string()),
    };
    match outcome {
        Ok(text) => println!("{text}"),
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(1);
        }
    }
}
