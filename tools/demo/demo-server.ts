import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../src/platform/config/index.js';
import type { DemoRun } from './demo-run.js';
import { freePort, isFree } from './ports.js';

const SERVER = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const LOOPBACK: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** The port of the settings while it is still free. */
export async function serverPort({ config: { host, port } }: DemoRun): Promise<number> {
  if (port === 0) return freePort(host);
  if (await isFree(port, host)) return port;
  throw new ConfigError([`PORT is "${port}", which another program has; stop that one, or set PORT to another`]);
}

/** Starts the server and waits until it answers; returns where it does, as seen from this machine. `settings`: where database and broker are. */
export async function startServer(run: DemoRun, port: number, settings: Record<string, string>): Promise<string> {
  const { host, dataDir, sealsDir, speed, publicUrl } = run.config;
  const kept = run.keep('server', [SERVER], {
    ...settings,
    PORT: `${port}`,
    BALLROOM_HOST: host,
    BALLROOM_MODE: 'demo',
    BALLROOM_DATA: dataDir,
    BALLROOM_SEALS: sealsDir,
    BALLROOM_SPEED: `${speed}`,
    BALLROOM_PUBLIC_URL: run.config.port === 0 ? `http://localhost:${port}` : publicUrl,
  });
  const url = `http://${LOOPBACK[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
  await run.answers(`${url}/api/health`, kept);
  return url;
}
