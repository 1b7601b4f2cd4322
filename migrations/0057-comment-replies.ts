import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A comment on a version of a recipe may answer another. */
export class CommentReplies0057 implements MigrationInterface {
  name = 'CommentReplies1764000000057';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table recipe_comment
        add column reply_to uuid references recipe_comment,
        add check (reply_to <> id),
        add check (reply_to is null or resolution is null);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
