export type { DataSource } from 'typeorm';
export { isDatabaseAway } from './away.js';
export { instant } from './columns.js';
export { dataSource, KEEP_ALIVE, PATIENCE } from './data-source.js';
export { Database } from './database.js';
export { DatabaseModule } from './database.module.js';
export { migrate } from './migrate.js';
export { databaseProblems, versionProblem } from './readiness.js';
export { actsIn, seesWholeStreams, SYSTEM_SCOPE, Tx, type Scope } from './tx.js';
