import { randomBytes } from 'node:crypto';
import { openTo } from '../../tools/demo/roles.js';
import { asAdmin, type TestDatabase } from './cluster.js';
import { within } from './owner-acts.js';

/** A database as an administrator makes it, without a schema, beside another one and of the same roles. */
export async function emptyDatabase(beside: TestDatabase): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(beside.adminUrl, async (admin) => {
    await admin.query(`create database ${name} owner ballroom_owner template template0 encoding 'UTF8'`);
    await openTo(admin, name);
  });
  const [appUrl, ownerUrl, adminUrl] = [beside.appUrl, beside.ownerUrl, beside.adminUrl].map((url) =>
    within(url, name),
  );
  const drop = async (): Promise<void> => {
    await asAdmin(beside.adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  };
  return { name, appUrl: appUrl!, ownerUrl: ownerUrl!, adminUrl: adminUrl!, drop };
}
