/** Functions that take the name of an event before its listener. */
const EVENT_VERB = /(?:^|\.)(?:on|once|off|(?:add|remove)(?:Event)?Listener|(?:un)?listen|(?:un)?subscribe)$/;

/** Functions that take a listener off. */
const TAKES_OFF = /(?:^|\.)(?:off|remove|unlisten|unsubscribe|unwatch|unregister)(?=[A-Z]|$)[^.]*$/;

/**
 * Returns the name of the pushes that come to a listener among the arguments of a call, as they are or encoded; undefined when there is none.
 * That is the name of the command, and for `on('progress', listener)` and the like the name of the event.
 *
 * @example
 * subscriptionName('onProgress', [listener]); // 'onProgress'
 * subscriptionName('events.on', ['progress', listener]); // 'progress'
 */
export function subscriptionName(command: string, args: unknown): string | undefined {
  if (!Array.isArray(args) || !args.some(isListener)) return undefined;
  const [event] = args;
  return typeof event === 'string' && EVENT_VERB.test(command) ? event : command;
}

/** Whether a command takes a listener off that it is given, such as `off` and `removeListener`. */
export function takesListenerOff(command: string): boolean {
  return TAKES_OFF.test(command);
}

function isListener(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && '$function' in value);
}
