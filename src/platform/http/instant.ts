import { ValidateBy } from 'class-validator';
import { isInstant } from '../../kernel/ids.js';

const said = (name: string, is: (text: string) => boolean): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (value) => typeof value === 'string' && is(value),
      defaultMessage: () => '$property names no instant that there is',
    },
  });

/** An instant as the API writes them, and of the calendar: a pattern alone lets the 30th of February through. */
export const IsInstant = (): PropertyDecorator => said('isInstant', isInstant);

/** The place after which a page begins, whose first part is an instant. */
export const BeginsWithInstant = (): PropertyDecorator =>
  said('beginsWithInstant', (text) => isInstant(text.split('_')[0]!));
