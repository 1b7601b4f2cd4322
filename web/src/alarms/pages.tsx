import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AnswerPage } from './answer-page.js';

export { EscalationPage } from './escalation-page.js';

const answer = getRouteApi('/alarms/answers/$token');

export function AnswerAtItsAddress(): ReactElement {
  return <AnswerPage token={answer.useParams().token} />;
}
