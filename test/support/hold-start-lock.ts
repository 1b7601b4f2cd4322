// A program that takes the start lock of a data directory and holds it, as `npm start` does.
import { takeStartLock } from '../../tools/demo/start-lock.js';

try {
  const lock = takeStartLock(process.argv[2] ?? '');
  process.send?.({ taken: true, leftBehind: lock.leftBehind });
  process.on('message', (children: Parameters<typeof lock.note>[0]) => {
    lock.note(children);
    process.send?.({ noted: true });
  });
} catch (error) {
  process.send?.({ error: (error as Error).message });
  process.disconnect();
}
