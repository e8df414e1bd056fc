import type { Socket } from 'node:net';

/** Hands over the whole lines that a socket brings, those of one piece together; what comes after the last end of line waits for the next. */
export function readSocketLines(socket: Socket, take: (lines: string[]) => void): void {
  socket.setEncoding('utf8');
  let rest = '';
  socket.on('data', (piece) => {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    take(lines);
  });
}
