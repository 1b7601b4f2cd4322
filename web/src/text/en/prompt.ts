/** Words of what a unit waits for a person to say. */
export const prompt = {
  'prompt.waits': '{{unit}} waits for a person',
  'prompt.unknown': 'Code {{code}}, which its kind of unit does not know',
  'prompt.unknown.next': 'Look at the unit. Nothing can be answered from here.',
  'prompt.says': 'The unit says: {{words}}',
  'prompt.since': 'since {{time}}',
  'prompt.sent': '“{{answer}}” is on its way to the unit.',
  'prompt.atUnit': 'No batch holds the unit. Answer at its own panel.',
  'prompt.atStep': 'Answer at the step that is at hand, or at the unit’s own panel.',
  'prompt.supervisor': 'A supervisor may also say: {{answers}}.',
};
