// A program that starts the database of a data directory and holds it until it is killed: what `npm start` is to it.
import { startPostgres } from '../../tools/demo/embedded-postgres.js';

const [dataDir = '', durable = 'false'] = process.argv.slice(2);
const tell = (message: object) => process.send?.(message);

try {
  const say = (said: string) => tell({ said });
  const { pid, port, adopted, adminUrl } = await startPostgres({ dataDir, durable: durable === 'true', say });
  tell({ pid, port, adopted, adminUrl });
  setInterval(() => {}, 60_000);
} catch (error) {
  tell({ error: (error as Error).message });
  process.disconnect();
}
