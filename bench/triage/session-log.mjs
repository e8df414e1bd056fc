/** Writes down a run as the recorder would. Times are milliseconds from the start. */
export class SessionLog {
  events = [];
  checkpoints = [];
  steps = [];

  constructor(startMs) {
    this.startMs = startMs;
  }

  /** Puts a call, push or send down, and returns its event. */
  call(now, command, fields) {
    const timestamp = this.timestamp(now);
    const event = {
      type: 'Ipc',
      id: `c${this.events.length}`,
      command,
      timestamp,
      duration_ms: null,
      result: 'Pending',
      arg_size_bytes: fields.args === undefined ? 0 : JSON.stringify(fields.args).length,
      webview_label: 'main',
      source: 'tauri',
      page: 'page-1',
      ...structuredClone(fields),
    };
    const entry = { index: this.events.length, timestamp, event };
    this.events.push(entry);
    return entry;
  }

  settle({ event }, startedAt, now, result) {
    const us = Math.round((now - startedAt) * 1000);
    Object.assign(event, { duration_ms: Math.round(us / 1000), duration_us: us, result: structuredClone(result) });
  }

  begin(now, title) {
    this.steps.push({ title, id: `step@${this.checkpoints.length}`, began: now });
    this.checkpoint(now, 'begin');
  }

  end(now, error) {
    this.checkpoint(now, 'end', error);
    this.steps.pop();
  }

  checkpoint(now, phase, error) {
    const { id, title, began } = this.steps.at(-1);
    this.checkpoints.push({
      id: `${phase} ${id}`,
      label: title,
      timestamp: this.timestamp(now),
      state: null,
      event_index: this.events.length,
      step: {
        id,
        phase,
        title_path: this.steps.map((step) => step.title),
        category: 'test.step',
        ...(phase === 'end' && { duration_ms: now - began }),
        ...(error === undefined ? {} : { error }),
      },
    });
  }

  /** The session, once the test has ended. */
  session(name, now, error) {
    return {
      id: `${name} ${this.startMs}`,
      started_at: this.timestamp(0),
      events: this.events,
      checkpoints: this.checkpoints,
      format: 'playwright-ipc-recorder',
      version: 1,
      test: {
        title_path: [name],
        file: `${name}.spec.ts`,
        line: 3,
        project: 'desktop',
        attempt: 0,
        status: error === undefined ? 'passed' : 'failed',
        duration_ms: Math.round(now),
        ...(error === undefined ? {} : { errors: [error] }),
      },
    };
  }

  timestamp(now) {
    const us = Math.round(this.startMs * 1000 + now * 1000);
    return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
  }
}
