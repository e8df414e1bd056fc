import fc from 'fast-check';
import { z } from 'zod';
import { Guard } from '../../src/redact/guard.ts';
import { createRedactor } from '../../src/redact/redactor.ts';
import type { AppEvent } from '../../src/session/format/schema.ts';
import { must, type Property } from '../property.ts';
import {
  asCaptured,
  CANARIES,
  type CanaryKind,
  CONTAINERS,
  ENCODINGS,
  isLeft,
  NAMED_CONTAINERS,
  POSITIONS,
  SECRET_KEYS,
} from '../redaction/canary.ts';

/** Where and how a secret is planted. */
export interface Planting {
  kind: CanaryKind;
  encodings: string[];
  container: string;
  /** The name of a secret that is one by its name. */
  name: string;
  position: string;
  before: string;
  after: string;
}

const namesOf = (table: object) => fc.constantFrom(...Object.keys(table));
const around = fc.constantFrom('', ' ', '/', ':', '(', '"', '\n', '‹', ', ', '=', '; ', "'");

export const plantings: fc.Arbitrary<Planting> = fc.record({
  kind: fc.constantFrom<CanaryKind>(
    ...([
      'form',
      'form',
      'declared',
      'typed',
      'declared beyond ASCII',
      'typed beyond ASCII',
      'named',
      'named',
      'card',
    ] as const),
  ),
  encodings: fc.oneof(fc.constant<string[]>([]), fc.array(namesOf(ENCODINGS), { maxLength: 2 })),
  container: fc.oneof(namesOf(CONTAINERS), namesOf(NAMED_CONTAINERS)),
  name: fc.constantFrom(...SECRET_KEYS),
  position: namesOf(POSITIONS),
  before: around,
  after: around,
});

const takes = z.object({
  kind: z.enum(Object.keys(CANARIES) as [CanaryKind, ...CanaryKind[]]),
  encodings: z.array(z.enum(Object.keys(ENCODINGS) as [string, ...string[]])).max(2),
  container: z.enum([...Object.keys(CONTAINERS), ...Object.keys(NAMED_CONTAINERS)] as [string, ...string[]]),
  name: z.enum(SECRET_KEYS as [string, ...string[]]),
  position: z.enum(Object.keys(POSITIONS) as [string, ...string[]]),
  before: z
    .string()
    .max(3)
    .regex(/^[^\w]*$/),
  after: z
    .string()
    .max(3)
    .regex(/^[^\w]*$/),
});

/** No secret comes through redaction, wherever it is planted and however it is written; what stands beside it is decoded in all ways to look for it. */
export const noCanaryComesThrough: Property<Planting> = {
  name: 'no canary comes through',
  inputs: plantings,
  takes,
  runs: 700,
  check(planting) {
    const redactor = redactorThatKnows();
    const event = plant(planting);
    if (event === undefined || !isLeft(JSON.stringify(event), CANARIES[planting.kind])) return;
    const written = JSON.stringify(redactor.event(event));
    must(!isLeft(written, CANARIES[planting.kind]), `redaction lets ${planting.kind} through: ${written}`);
    must(JSON.stringify(redactor.event(JSON.parse(written))) === written, `redacting again changes ${written}`);
    // A checkpoint is no event, and goes another way.
    const state = JSON.stringify(redactor.value({ event }, 'state'));
    must(!isLeft(state, CANARIES[planting.kind]), `redaction of a state lets ${planting.kind} through: ${state}`);
    must(
      new Guard(redactor.findLeak).keep(JSON.parse(written))?.json === written,
      `the scan has an alarm at ${written}`,
    );
  },
};

/** The scan finds what redaction has missed: all of it, since nothing was redacted. */
export const noCanaryIsWritten: Property<Planting> = {
  name: 'no canary is written',
  inputs: plantings,
  takes,
  runs: 700,
  check(planting) {
    // Names are redaction's alone: the scan does not know them.
    if (planting.kind === 'named') return;
    const event = plant(planting);
    if (event === undefined || !isLeft(JSON.stringify(event), CANARIES[planting.kind])) return;
    const kept = new Guard(redactorThatKnows().findLeak).keep(event);
    must(kept?.value.type === event.type, `the scan withholds all of ${JSON.stringify(event)}`);
    const written = kept?.json ?? '';
    must(!isLeft(written, CANARIES[planting.kind]), `the scan lets ${planting.kind} through: ${written}`);
  },
};

function redactorThatKnows() {
  const redactor = createRedactor({
    key: 'a key of the project',
    values: [CANARIES.declared, CANARIES['declared beyond ASCII']],
  });
  redactor.typed('field', CANARIES.typed);
  redactor.typed('other field', CANARIES['typed beyond ASCII']);
  return redactor;
}

/** Returns an event with a secret planted in it; undefined where the place is none for this kind. */
export function plant({ kind, encodings, container, name, position, before, after }: Planting): AppEvent | undefined {
  const isNamed = kind === 'named';
  const secret = isNamed ? CANARIES.named : `${before}${CANARIES[kind]}${after}`;
  // What is a secret by its name is looked for as it is written below the name.
  const text = isNamed
    ? secret
    : encodings.reduce((written, encoding) => ENCODINGS[encoding]?.(written) ?? written, secret);
  const place = isNamed ? NAMED_CONTAINERS[container]?.(name, text) : CONTAINERS[container]?.(text);
  if (place === undefined) return undefined;
  return POSITIONS[position]?.(
    asCaptured(place),
    typeof place === 'string' ? place : JSON.stringify(asCaptured(place)),
  );
}
