/** What stands in a field after a key of the keypad: digits, one point, a sign in front, `back`, `clear`. */
export function typed(value: string, key: string): string {
  if (key === 'clear') return '';
  if (key === 'back') return value.slice(0, -1);
  if (key === '-') return value.startsWith('-') ? value.slice(1) : `-${value}`;
  if (key === '.') return value.includes('.') ? value : `${/\d$/.test(value) ? value : `${value}0`}.`;
  return /^-?0$/.test(value) ? value.replace('0', key) : value + key;
}
