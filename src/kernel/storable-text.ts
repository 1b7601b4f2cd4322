/** A text that a database can hold, of words that anybody chose: no half of a character, no NUL. `longest`: in UTF-16 units. */
export const storableText = (text: string, longest = Number.POSITIVE_INFINITY): string =>
  text.slice(0, longest).toWellFormed().replaceAll('\0', '\ufffd');
