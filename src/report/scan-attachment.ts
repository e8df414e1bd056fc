import { cutText } from '../triage/escape-text.ts';

/** An attachment as Playwright's test results hold it. */
export interface RecordingAttachment {
  name: string;
  contentType: string;
  path?: string;
  body?: Buffer;
}

/** The last look at what is about to be attached. */
export interface Scan {
  /** Names the rule by which a text holds a secret: what it finds one in is neither written nor attached. */
  findLeak: (text: string) => string | undefined;
  /** Told of each attachment that was not made, and of the rule that found a secret in it. */
  onWithheld?: (name: string, rule: string) => void;
}

/** An attachment without a file of its own, or the text that stands in its place. */
export function inlineAttachment(
  { name, contentType, text }: { name: string; contentType: string; text: string },
  scan: Scan,
): RecordingAttachment {
  const rule = scan.findLeak(text);
  // A Buffer: a string would come out of the blob report as garbage.
  return rule === undefined ? { name, contentType, body: Buffer.from(text) } : withheldAttachment(name, rule, scan);
}

/** What stands in the place of an attachment that was not made. Its first line is that of all summaries, by which the reporter knows ours. */
export function withheldAttachment(
  name: string,
  rule: string,
  { onWithheld }: Pick<Scan, 'onWithheld'>,
): RecordingAttachment {
  onWithheld?.(name, rule);
  const text = `# IPC of this test

    Withheld: ${name} holds a secret that redaction had missed, so nothing of it was written.
    Found by: ${cutText(rule, 80)}

    What to do: tell the option "redact" of it (values, keys, paths or patterns; see Redaction in the README)
    and run the test again. If it is a variable of the environment that is no secret, list its name in redact.allow.
`;
  return { name, contentType: 'text/plain', body: Buffer.from(text) };
}
