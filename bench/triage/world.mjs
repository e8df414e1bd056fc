/**
 * A clock that runs as fast as it can, and the tasks on it. A task is a generator: it yields a number of milliseconds to sleep,
 * a task to wait for, or a list of tasks to wait for all of them.
 */
export class World {
  now = 0;
  queue = [];

  /** Runs something in so many milliseconds. */
  after(delay, run) {
    const entry = { time: this.now + Math.max(delay, 0), run };
    let at = this.queue.length;
    while (at > 0 && this.queue[at - 1].time > entry.time) at--;
    this.queue.splice(at, 0, entry);
  }

  /** Runs what is due until a task has settled, or nothing is left. */
  runUntil(task) {
    while (task.state === 'pending' && this.queue.length > 0) this.runNext();
  }

  /** Runs what is due in the next so many milliseconds. */
  runFor(duration) {
    const end = this.now + duration;
    while (this.queue.length > 0 && this.queue[0].time <= end) this.runNext();
    this.now = end;
  }

  runNext() {
    const { time, run } = this.queue.shift();
    this.now = time;
    run();
  }

  spawn(generator) {
    const task = new Task();
    this.goOn(task, generator, undefined, false);
    return task;
  }

  goOn(task, generator, input, isError) {
    let step;
    try {
      step = isError ? generator.throw(input) : generator.next(input);
    } catch (error) {
      task.fail(error);
      return;
    }
    if (step.done) task.settle(step.value);
    else if (typeof step.value === 'number') this.after(step.value, () => this.goOn(task, generator, undefined, false));
    else {
      const awaited = Array.isArray(step.value) ? allOf(step.value) : step.value;
      awaited.whenSettled((value, error) => this.goOn(task, generator, error ?? value, error !== undefined));
    }
  }
}

/** A value that comes later. */
export class Task {
  state = 'pending';
  waiting = [];

  settle(value) {
    this.end('settled', value);
  }

  fail(error) {
    this.end('failed', undefined, error);
  }

  /** @param take gets the value, or an error behind it */
  whenSettled(take) {
    if (this.state === 'pending') this.waiting.push(take);
    else take(this.value, this.error);
  }

  end(state, value, error) {
    if (this.state !== 'pending') return;
    Object.assign(this, { state, value, error });
    for (const take of this.waiting) take(value, error);
  }
}

function allOf(tasks) {
  const all = new Task();
  const values = [];
  let left = tasks.length;
  if (left === 0) all.settle([]);
  for (const [at, task] of tasks.entries())
    task.whenSettled((value, error) => {
      if (error !== undefined) return all.fail(error);
      values[at] = value;
      left -= 1;
      if (left === 0) all.settle(values);
    });
  return all;
}
