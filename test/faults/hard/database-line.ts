import { CuttingLine } from '../../support/cutting-line.js';

/** What PostgreSQL says when a transaction is committed. */
const COMMITTED = Buffer.from('COMMIT\0');

/** Between the server and its database: a line that can lose the word that a commit has succeeded. */
export class DatabaseLine {
  /** commits of which the server has never heard */
  unheard = 0;
  private toLose = 0;

  private constructor(private readonly line: CuttingLine) {}

  static async open(database: number): Promise<DatabaseLine> {
    const line: DatabaseLine = new DatabaseLine(
      await CuttingLine.open(database, () => ({ answered: (answer) => !line.loses(answer) })),
    );
    return line;
  }

  get port(): number {
    return this.line.port;
  }

  /** The next answer that says `COMMIT` does not pass, and its connection ends. */
  loseCommit(): void {
    this.toLose++;
  }

  cut(): void {
    this.line.cut();
  }

  mend(): void {
    this.line.mend();
  }

  /** To a database that takes the place of the one before. */
  lead(database: number): void {
    this.line.lead(database);
  }

  close(): Promise<void> {
    return this.line.close();
  }

  private loses(answer: Buffer): boolean {
    if (this.toLose === 0 || !answer.includes(COMMITTED)) return false;
    this.toLose--;
    this.unheard++;
    return true;
  }
}
