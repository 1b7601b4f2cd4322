/**
 * Who may give an answer: whoever performs steps, or a supervisor alone.
 */
export type AnsweredBy = 'operator' | 'supervisor';

/** One answer that a unit takes to a prompt. */
export interface PromptAnswer {
  /** as the unit is told it */
  code: string;
  title: string;
  by: AnsweredBy;
}

/** What a unit of the class may wait for a person to say, and what may be said. */
export interface PromptDefinition {
  /** as the unit says it */
  code: string;
  title: string;
  /** why a unit asks this */
  cause: string;
  answers: PromptAnswer[];
}
