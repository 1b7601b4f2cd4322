/** A text with one place changed, found after other texts (`id: count » title`), and the line of the change. */
export function changedText(text: string, right: string, wrong: string): { text: string; line: number } {
  const marks = right.split(' » ');
  const at = marks.reduce((from, mark) => {
    const found = text.indexOf(mark, from);
    if (found < 0) throw new Error(`the text has no "${mark}"`);
    return found;
  }, 0);
  const line = text.slice(0, at).split('\n').length;
  return { text: text.slice(0, at) + wrong + text.slice(at + marks.at(-1)!.length), line };
}
