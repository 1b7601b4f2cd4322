import { X509Certificate } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, setLogLevel } from 'node-opcua';
import { CommandLine } from '../unit/command-line.js';
import { runAlone } from '../unit/run-alone.js';
import { type LightOpcuaOptions, type RunningLightOpcua, startLightOpcua } from './opcua-units.js';

const HELP = `Many light OPC UA units behind one server.

  --dir DIR              of its key and its trust (required)
  --port PORT            OPC UA port on 127.0.0.1 (0: a free one)
  --units N              1..1000 (200)
  --tags N               of each, beside its heartbeat, 0..100 (4)
  --rate HZ              samples a second, 0.1..20 (1)
  --trust FILE           client certificate to trust, DER or PEM; may be repeated
  --help                 this text

The password of all units is BALLROOM_UNIT_PASSWORD. The control endpoint answers GET / with the counter of the last sample and
with each unit that was reached, and when.
`;

const FLAGS = {
  dir: { type: 'string' },
  port: { type: 'string' },
  units: { type: 'string' },
  tags: { type: 'string' },
  rate: { type: 'string' },
  'password-file': { type: 'string' },
  trust: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

function optionsOf(args: string[], env: NodeJS.ProcessEnv): LightOpcuaOptions | 'help' {
  const line = new CommandLine<keyof typeof FLAGS>(args, FLAGS);
  if (line.has('help')) return 'help';
  const der = (content: Buffer): Buffer => new X509Certificate(content).raw;
  const options = {
    dir: line.required('dir'),
    port: line.number('port', 0, 65_535, true) ?? 0,
    units: line.number('units', 1, 1000, true) ?? 200,
    tags: line.number('tags', 0, 100, true) ?? 4,
    rate: line.number('rate', 0.1, 20, false) ?? 1,
    password: line.password('password-file', env),
    trust: line.list('trust').flatMap((file) => line.read('trust', file, der) ?? []),
  };
  line.check();
  return options;
}

/** What it has counted, over HTTP on a free port of 127.0.0.1. */
async function start(options: LightOpcuaOptions): Promise<RunningLightOpcua & { control: string }> {
  const running = await startLightOpcua(options);
  const server = http.createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ counter: running.counter(), reached: running.reached }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const control = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.close();
    await running.stop();
  };
  return { ...running, control, stop };
}

// stdout carries the ready line alone; the OPC UA library logs by console.log, also that nobody's events can be refreshed
console.log = console.error;
setLogLevel(LogLevel.Critic);

await runAlone({
  help: HELP,
  options: optionsOf,
  start,
  ready: ({ endpoint, control, applicationUri, certificate }) => ({ endpoint, control, applicationUri, certificate }),
});
