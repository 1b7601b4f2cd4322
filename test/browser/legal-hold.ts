import type { Tablet } from './tablet.js';

/** Quality puts a legal hold on the record of a batch that is over, which says until when it is kept. */
export async function holdByLaw(tablet: Tablet, batch: string): Promise<void> {
  await tablet.signOut();
  await tablet.signIn('qa');
  await tablet.go(`/batches/${batch}`);
  await tablet.sees(/Its record is kept until .* at least, 30 years from its end/);
  await tablet.press('More…');
  await tablet.press(/Legal hold on the record/);
  await tablet.page.getByLabel('Why?').fill('Claim 26-114.');
  await tablet.sign('quality', 'qa');
  await tablet.heading('Legal hold on the record');
  await tablet.fitsGloves();
  await tablet.shot('legal-hold');
  await tablet.signOut();
  await tablet.signIn('operator');
}
