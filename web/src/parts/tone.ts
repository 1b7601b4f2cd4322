/** What something needs of people: shape and word go with the colour, never the colour alone. */
export type Tone = 'normal' | 'current' | 'done' | 'note' | 'alert' | 'action' | 'identity' | 'off';
