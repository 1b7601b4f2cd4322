/** An exception that quality must answer. Instants are ISO 8601 in UTC. */
export class DeviationDto {
  id!: string;
  code!: string;
  state!: 'open';
  batch!: string;
  step!: string | null;
  exception!: string;
  kind!: string;
  criticality!: 'CPP' | 'CQA' | 'IPC' | 'info';
  openedAt!: string;
}
