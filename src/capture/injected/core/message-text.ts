import { search } from '../../../std/natives.ts';
import { toJson } from './natives.ts';

const { keys: ownKeys } = Object;

/** Letters that JSON writes as they are. */
const PLAIN = /[^\w $.:|/#@-]/;

/** The members of a message; what is undefined is left out. */
export type MessageHead<Message> = { [Key in keyof Message]?: Message[Key] | undefined };

/** Members of a message whose values are JSON text already; what is undefined is left out. */
export type MessageTexts<Message> = { [Key in keyof Message]?: string | undefined };

/** Writes a message as JSON. By hand: most members are short, and `JSON.stringify` of a new object for each call costs more than all of them. */
export function messageText<Message extends { t: string }>(
  head: MessageHead<Message>,
  texts: MessageTexts<Message>,
): string {
  let text = '';
  const names = ownKeys(head);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as keyof Message & string;
    const value = head[name];
    if (value !== undefined) text += `${text === '' ? '{"' : ',"'}${name}":${literal(value)}`;
  }
  const written = ownKeys(texts);
  for (let at = 0; at < written.length; at += 1) {
    const name = written[at] as keyof Message & string;
    if (texts[name] !== undefined) text += `,"${name}":${texts[name]}`;
  }
  return `${text}}`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return search(value, PLAIN) === -1 ? `"${value}"` : toJson(value);
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : toJson(value);
}
