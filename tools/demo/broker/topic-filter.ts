/**
 * Whether an MQTT topic filter takes in all that a topic, or another filter, names. `a/#` takes in `a` too, and nothing
 * takes in what begins with `$` but a filter that begins so.
 */
export function takesIn(filter: string, wanted: string): boolean {
  if (wanted.startsWith('$') !== filter.startsWith('$')) return false;
  const allowed = filter.split('/');
  const levels = wanted.split('/');
  for (const [at, level] of allowed.entries()) {
    if (level === '#') return true;
    const named = levels[at];
    if (named === undefined || named === '#' || (level !== '+' && level !== named)) return false;
  }
  return levels.length === allowed.length;
}
