/** Words and runs of keys with which passwords begin that everybody tries first; twelve characters and more come of them. */
const STEMS =
  'password passwort passw0rd p@ssword p@ssw0rd motdepasse contrasena wachtwoord admin administrator administrador ' +
  'welcome willkommen bienvenue letmein changeme changeit default secret topsecret geheim master superman batman ' +
  'princess sunshine iloveyou football baseball basketball monkey dragon shadow michael jennifer jordan hunter ' +
  'trustno1 starwars whatever qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfghjkl yxcvbnm zxcvbnm ' +
  'qazwsx qazwsxedc 1qaz2wsx 1qaz2wsx3edc q1w2e3r4t5y6 1q2w3e4r5t6y abcdefghijkl abcdefghijklmnop abcdefg abc ' +
  'company firma laboratory cleanroom operator supervisor engineer quality production pharma biotech bioreactor ' +
  'ballroom winter spring summer autumn fall sommer herbst frühling january february november december monday test ' +
  'testtest testing guest user username login access oracle server internet computer samsung google microsoft';

const KNOWN = new Set(STEMS.split(' '));

const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjkl',
];

const backwards = (text: string): string => [...text].reverse().join('');

/** One short piece again and again: `aaaaaaaaaaaa`, `abcabcabcabc`. */
const isRepeated = (text: string): boolean => /^(.{1,6}?)\1{2,}.{0,2}$/u.test(text) || /^(.{4,8})\1$/u.test(text);

const isRun = (text: string): boolean => RUNS.some((run) => run.includes(text) || backwards(run).includes(text));

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const plain = (text: string): string => text.replace(/[013457@$!]/g, (sign) => LEET[sign]!);

/**
 * Whether a password is one of the first that a guesser tries: a known word with digits and signs around it (also where
 * letters are written as digits), two known words, one piece repeated, or a run of keys. A list of breached passwords
 * holds many more; this is what no policy lets through.
 */
export function isGuessable(password: string): boolean {
  const text = password
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
  if (isRepeated(text) || isRun(text)) return true;
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const candidates = [
    text,
    core,
    plain(text),
    plain(text.replace(/[\d!.?*#$]+$/, '')),
    text.replace(/[\d!.?*#$]+$/, ''),
  ];
  return core === '' || candidates.some((one) => KNOWN.has(one) || isTwoKnown(one));
}

const isTwoKnown = (text: string): boolean =>
  [...text].some((_, at) => at > 2 && KNOWN.has(text.slice(0, at)) && KNOWN.has(text.slice(at)));
