import { hashOf, Random } from './random.mjs';

/**
 * Parts of apps: what the frontend does on a click, how the backend answers, what the test expects to see, and where faults can be put in.
 * A site is `{ site, kinds, field }`; the fault's kind is one of the kinds, and `field` is a field of the answer that the test sees.
 * Each part is made from random names and data, and a chain's length from the shape of the app; what it expects follows from them.
 */
export const BLOCKS = { chain, burst, typeahead, writeAndRead, ordered, subscription };

const ANSWER_KINDS = ['wrong-value', 'missing-field', 'error', 'swallowed', 'hang', 'slow'];

/** Reads that lead to one another: what one answers the next asks for. */
function chain(names, random, shape) {
  const nouns = Array.from({ length: shape.int(3, 6) }, () => names.noun());
  const commands = nouns.map((noun) => `get_${noun}`);
  const start = random.int(1, 90);
  const data = String(random.next());
  const valueAt = (at, ref) => ({
    id: ref,
    [`${nouns[at]}_name`]: wordOf(data, at, ref),
    next: 100 + (hashOf(`${data}${at}${ref}`) % 900),
  });
  const show = names.show();
  let ref = start;
  for (let at = 0; at < nouns.length - 1; at++) ref = valueAt(at, ref).next;
  const last = nouns.length - 1;
  const id = names.id();
  const field = `${nouns[last]}_name`;
  return {
    title: `open the ${nouns[0]}`,
    commands,
    handlers: Object.fromEntries(
      commands.map((command, at) => [
        command,
        ({ id: asked }) => {
          if (asked === undefined) throw `${nouns[at]}: no id given`;
          return valueAt(at, asked);
        },
      ]),
    ),
    *act(run) {
      let asked = start;
      let answer;
      for (const [at, command] of commands.entries()) {
        const site = `${id} ${at}`;
        try {
          answer = yield run.invoke(command, { id: asked }, site);
        } catch (error) {
          if (run.faultAt(site) !== 'swallowed') run.ui[id] = `Error: ${error}`;
          return;
        }
        asked = answer.next;
      }
      run.ui[id] = show(answer[field]);
    },
    expectation: { id, expected: show(valueAt(last, ref)[field]) },
    sites: commands.map((command, at) => ({
      site: `${id} ${at}`,
      command,
      kinds: ANSWER_KINDS,
      field: at === last ? field : 'next',
    })),
  };
}

/** Reads at one time, whose answers are shown together. */
function burst(names, random) {
  const noun = names.noun();
  const command = `load_${noun}`;
  const data = String(random.next());
  const ids = Array.from({ length: random.int(3, 6) }, (_, at) => at * 3 + random.int(1, 3));
  const show = names.show();
  const id = names.id();
  const labelOf = (one) => wordOf(data, 'label', one);
  return {
    title: `show the ${noun} list`,
    commands: [command],
    handlers: {
      [command]: ({ id: asked }) => ({ id: asked, label: labelOf(asked), size: hashOf(`${data}${asked}`) % 5000 }),
    },
    *act(run) {
      const tasks = ids.map((one, at) => run.invoke(command, { id: one }, `${id} ${at}`));
      try {
        const answers = yield tasks;
        run.ui[id] = show(answers.map(({ label }) => label).join(', '));
      } catch (error) {
        if (run.fault?.kind !== 'swallowed') run.ui[id] = `Error: ${error}`;
      }
    },
    expectation: { id, expected: show(ids.map(labelOf).join(', ')) },
    sites: ids.map((_, at) => ({ site: `${id} ${at}`, command, kinds: ANSWER_KINDS, field: 'label' })),
  };
}

/** A search with each letter, which shows whichever answer comes last. */
function typeahead(names, random) {
  const noun = names.noun();
  const command = `search_${noun}s`;
  const word = names.word();
  const data = String(random.next());
  const queries = Array.from({ length: Math.min(word.length, random.int(3, 5)) }, (_, at) => word.slice(0, at + 1));
  const id = names.id();
  const show = names.show();
  const hits = (query) =>
    Array.from({ length: Math.max(1, 5 - query.length) }, (_, at) => ({
      id: at + 1,
      title: `${query}${wordOf(data, query, at)}`,
    }));
  const textOf = (answer) => show(answer.map(({ title }) => title).join(' | '));
  const last = queries.length - 1;
  return {
    title: `search for a ${noun}`,
    commands: [command],
    isOrdered: true,
    handlers: { [command]: ({ query }) => hits(query) },
    *act(run) {
      for (const [at, query] of queries.entries()) {
        const kind = run.faultAt(`${id} order`);
        const late = kind === 'reorder-2' ? 1 : kind === 'reorder-3' ? 2 : 0;
        const isLate = at < last && at >= last - late;
        const extraMs = isLate ? (last - at) * 120 + run.random.between(60, 160) * (at === last - 1 ? 1.5 : 1) : 0;
        const task = run.invoke(command, { query }, `${id} ${at}`, { extraMs });
        if (isLate || (late > 0 && at === last)) run.hit(run.log.events.at(-1));
        task.whenSettled((answer, error) => {
          if (error === undefined) run.ui[id] = textOf(answer);
          else if (run.faultAt(`${id} ${at}`) !== 'swallowed') run.ui[id] = `Error: ${error}`;
        });
        yield run.random.between(70, 120);
      }
    },
    expectation: { id, expected: textOf(hits(queries[last])) },
    sites: [
      { site: `${id} order`, command, kinds: ['reorder-2', ...(last > 1 ? ['reorder-3'] : [])] },
      { site: `${id} ${last}`, command, kinds: ANSWER_KINDS, field: 'title' },
    ],
  };
}

/** A form: its text is checked, written, and read again to be shown. */
function writeAndRead(names, random) {
  const noun = names.noun();
  const [check, save, get] = [`validate_${noun}`, `save_${noun}`, `get_${noun}`];
  const old = names.word();
  const title = names.word();
  const key = random.int(1, 99);
  const id = names.id();
  const show = names.show();
  return {
    title: `save the ${noun}`,
    commands: [check, save, get],
    handlers: {
      [check]: ({ title: text }) => ({ valid: text !== undefined, length: text?.length ?? 0 }),
      [save]: ({ id: one, title: text }, { state }) => {
        state[id] = text;
        return { id: one, saved: true };
      },
      [get]: ({ id: one }, { state }) => ({ id: one, title: state[id] ?? old, pinned: key % 2 === 0 }),
    },
    *act(run) {
      try {
        const { title: before } = yield run.invoke(get, { id: key }, `${id} before`);
        const { valid } = yield run.invoke(check, { title }, `${id} check`);
        if (!valid) {
          run.ui[id] = 'Not valid';
          return;
        }
        const isWrong = run.faultAt(`${id} save`) === 'wrong-argument';
        const sent = isWrong ? (run.fault.variant === 0 ? before : title.slice(0, -1)) : title;
        yield run.invoke(save, { id: key, title: sent }, `${id} save`);
        const after = yield run.invoke(get, { id: key }, `${id} read`);
        run.ui[id] = show(after.title);
      } catch (error) {
        if (run.fault?.kind !== 'swallowed') run.ui[id] = `Error: ${error}`;
      }
    },
    expectation: { id, expected: show(title) },
    sites: [
      {
        site: `${id} check`,
        command: check,
        kinds: ['wrong-value', 'error', 'swallowed', 'hang', 'slow'],
        field: 'valid',
      },
      { site: `${id} save`, command: save, kinds: ['error', 'swallowed', 'hang', 'slow', 'wrong-argument'] },
      {
        site: `${id} read`,
        command: get,
        kinds: [...ANSWER_KINDS, 'stale'],
        field: 'title',
        stale: { id: key, title: old, pinned: key % 2 === 0 },
      },
    ],
  };
}

/** Two changes whose order matters, and what comes of them. */
function ordered(names, random) {
  const noun = names.noun();
  const [one, other, read] = [`add_${noun}`, `apply_${names.noun()}`, `get_${noun}_total`];
  const [amount, percent] = [random.int(20, 90), random.pick([10, 20, 25])];
  const id = names.id();
  const show = names.show();
  return {
    title: `add a ${noun}`,
    commands: [one, other, read],
    handlers: {
      [one]: ({ amount: added }, { state }) => {
        state[id] = (state[id] ?? 0) + added;
        return { items: 1 };
      },
      [other]: ({ percent: off }, { state }) => {
        state[id] = Math.round((state[id] ?? 0) * (100 - off)) / 100;
        return { applied: true };
      },
      [read]: (_args, { state }) => ({ total: state[id] ?? 0 }),
    },
    *act(run) {
      const isSwapped = run.faultAt(`${id} steps`) === 'step-order';
      const calls = [
        () => run.invoke(one, { amount }, `${id} add`),
        () => run.invoke(other, { percent }, `${id} apply`),
      ];
      try {
        for (const call of isSwapped ? calls.reverse() : calls) {
          const task = call();
          if (isSwapped) run.hit(run.log.events.at(-1));
          yield task;
        }
        const { total } = yield run.invoke(read, {}, `${id} read`);
        run.ui[id] = show(total);
      } catch (error) {
        if (run.fault?.kind !== 'swallowed') run.ui[id] = `Error: ${error}`;
      }
    },
    expectation: { id, expected: show(Math.round(amount * (100 - percent)) / 100) },
    sites: [
      { site: `${id} steps`, command: other, kinds: ['step-order', 'step-order'], alsoCommand: one },
      { site: `${id} read`, command: read, kinds: ANSWER_KINDS, field: 'total' },
      { site: `${id} add`, command: one, kinds: ['error', 'swallowed', 'hang'] },
    ],
  };
}

/** A job that tells how far it is by pushes, and by one when it is done. */
function subscription(names, random) {
  const noun = names.noun();
  const [start, read] = [`start_${noun}`, `get_${noun}_report`];
  const [progress, done] = [`${noun}-progress`, `${noun}-done`];
  const count = random.int(2, 6);
  const id = names.id();
  const data = String(random.next());
  const report = wordOf(data, 'report', 1);
  return {
    title: `run the ${noun}`,
    commands: [start, read],
    events: [progress, done],
    handlers: {
      [start]: (_args, run) => {
        let delay = 8;
        for (let at = 1; at <= count; at++) {
          delay += run.random.between(12, 30);
          run.push(progress, { step: at, of: count }, delay, `${id} push ${at}`);
        }
        run.push(done, { ok: true, steps: count }, delay + run.random.between(12, 30), `${id} done`);
        return { job: run.random.uuid() };
      },
      [read]: () => ({ report, lines: count * 4 }),
    },
    *act(run) {
      let seen = 0;
      const shows = [];
      shows.push(
        run.listen(
          progress,
          () => {
            seen += 1;
          },
          `${id} listen`,
        ),
      );
      shows.push(
        run.listen(
          done,
          () => {
            run.invoke(read, {}, `${id} read`).whenSettled((answer, error) => {
              if (error === undefined) run.ui[id] = `${answer.report}: ${seen} of ${count}`;
              else if (run.faultAt(`${id} read`) !== 'swallowed') run.ui[id] = `Error: ${error}`;
            });
          },
          `${id} listen done`,
        ),
      );
      yield shows;
      try {
        yield run.invoke(start, { name: noun }, `${id} start`);
      } catch (error) {
        if (run.faultAt(`${id} start`) !== 'swallowed') run.ui[id] = `Error: ${error}`;
      }
    },
    expectation: { id, expected: `${report}: ${count} of ${count}` },
    sites: [
      { site: `${id} done`, command: done, kinds: ['lost', 'lost'] },
      { site: `${id} push ${random.int(1, count)}`, command: progress, kinds: ['double', 'double', 'lost'] },
      { site: `${id} listen`, command: progress, kinds: ['early'] },
      { site: `${id} listen done`, command: done, kinds: ['early'] },
      { site: `${id} start`, command: start, kinds: ['error', 'swallowed', 'hang'] },
      { site: `${id} read`, command: read, kinds: ANSWER_KINDS, field: 'report' },
    ],
  };
}

const SYLLABLES =
  'ba be bo da di do fa fe ga go ka ki ko la le li lo ma me mi mo na ne no pa po ra ri ro sa se so ta te to va ve wi za'.split(
    ' ',
  );

/** A word that its place decides. */
function wordOf(...place) {
  const random = new Random(place.join(' '));
  const word = Array.from({ length: random.int(2, 4) }, () => random.pick(SYLLABLES)).join('');
  return word[0].toUpperCase() + word.slice(1);
}

export { wordOf };
