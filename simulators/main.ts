import { type RunningRoom, startRoom } from './room/index.js';
import { HELP, roomOptions } from './room/options.js';
import { BadOptions } from './unit/command-line.js';

// the OPC UA library logs by console.log
console.log = console.error;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function present({ units, light }: RunningRoom): void {
  for (const { name, protocol, address, user, credentials, control } of units) {
    say(`${name}  ${protocol}: ${address}`);
    say(`      user ${user}, password in ${credentials}; faults on demand at ${control}`);
  }
  if (light) say(`${light.names.length} light units, ${light.names[0]} to ${light.names.at(-1)}`);
  say('Ctrl-C stops all.');
}

async function main(): Promise<void> {
  const options = roomOptions(process.argv.slice(2));
  if (options === 'help') return say(HELP.trimEnd());
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => resolve());
  });
  const room = await startRoom(options);
  present(room);
  await stopped;
  await room.stop();
  if (room.light) {
    const { messages, values, arrived } = room.light.counts();
    say(`light units: ${values} values in ${messages} messages, of which ${arrived} arrived`);
  }
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadOptions ? error.message : String(error)}\n`);
  process.exit(error instanceof BadOptions ? 2 : 1);
});
