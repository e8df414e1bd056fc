import type { Socket } from 'node:net';

/** Hands over the whole lines that a socket brings, those of one piece together; what comes after the last end of line waits for the next. */
export function readSocketLines(socket: Socket, take: (lines: string[]) => void): void {
  socket.setEncoding('utf8');
  // A long line comes in many pieces: they are joined once.
  let rest: string[] = [];
  socket.on('data', (piece) => {
    const text = String(piece);
    if (!text.includes('\n')) {
      rest.push(text);
      return;
    }
    const lines = [...rest, text].join('').split('\n');
    rest = [lines.pop() ?? ''];
    take(lines);
  });
}
