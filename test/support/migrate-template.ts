import { migrate } from '../../src/platform/database/migrate.js';

await migrate(process.argv[2] ?? '');
