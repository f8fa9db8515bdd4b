/** A TCP relay that makes what is behind it far away: every byte comes half a round trip later, in both directions. */
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  /** Since the start. */
  connections(): number;
}

export async function openRelay(targetPort: number, roundTripMs: number): Promise<Relay> {
  let connections = 0;
  // Paused, because a relay accepts at once: TCP's own handshake would take a round trip before the first byte.
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    connections++;
    setTimeout(() => {
      const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
      passOn(near, far, roundTripMs / 2);
      passOn(far, near, roundTripMs / 2);
      near.resume();
    }, roundTripMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, connections: () => connections };
}

/** Each chunk has a timer of its own, so that what is under way does not hold up what comes after it. */
function passOn(from: Socket, to: Socket, delayMs: number): void {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
}
