// one database cluster for the whole run, without fsync; test files clone its template (createDatabase of cluster.ts)
import './typescript.mjs';

export default async function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 24 || (major === 24 && minor < 9))
    throw new Error(`The tests need Node 24.9 or later and this is ${process.versions.node}: start them by npm test.`);
  const { startCluster, sweep } = await import('./cluster.ts');
  sweep();
  globalThis.testCluster = await startCluster();
  process.env.TEST_CLUSTER = globalThis.testCluster.adminUrl;
}
