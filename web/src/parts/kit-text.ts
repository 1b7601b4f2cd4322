import type { Kit } from '../api/types.js';
import { i18n } from '../text/i18n.js';
import { dayWords } from './day.js';

/** A kit in one line, as its label says it. */
export const kitText = ({ title, lot, serial, expiry }: Kit): string =>
  i18n.t('kit.said', { title, lot, serial, expiry: dayWords(expiry) });
