import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where and from when a version of a recipe is in effect, the comments of its reviewers, and the order's market, which
 * selects the version. One table holds recipes, overlays and library blocks.
 */
export class RecipeLifecycle0050 implements MigrationInterface {
  name = 'RecipeLifecycle1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index recipe_version_effective;
      alter table recipe_version
        add column sort text not null default 'recipe' check (sort in ('recipe', 'overlay', 'block')),
        add column author_name text,
        add column change_control text,
        add column sent_back jsonb,
        add column retired_at timestamptz(3),
        drop constraint recipe_version_state_check,
        add constraint recipe_version_state_check
          check (state in ('draft', 'in-review', 'approved', 'effective', 'superseded', 'retired'));
      alter table recipe_version alter column sort drop default;
      update recipe_version v set author_name = f.text::json -> 'by' ->> 'name'
        from fact f where f.stream = 'recipe/' || v.id and f.type = 'recipe.drafted';

      -- 11.10(k): one site, one market or all of them (null); of several the newest that began holds
      create table recipe_effect (
        id uuid primary key,
        version uuid not null references recipe_version,
        code text not null,
        site uuid references site,
        market text,
        development boolean not null,
        "from" timestamptz(3) not null,
        until timestamptz(3) check (until >= "from")
      );
      create index recipe_effect_version on recipe_effect (version);
      create index recipe_effect_open on recipe_effect (code) where until is null;
      insert into recipe_effect (id, version, code, development, "from", until)
        select id, id, code, false, effective_at, superseded_at from recipe_version where effective_at is not null;
      call gmp_table('recipe_effect');

      create table recipe_comment (
        id uuid primary key,
        version uuid not null references recipe_version,
        phase text,
        text text not null check (text <> ''),
        person uuid not null,
        name text not null,
        at timestamptz(3) not null,
        resolution text,
        resolved_by uuid,
        resolved_name text,
        resolved_at timestamptz(3)
      );
      create index recipe_comment_version on recipe_comment (version);
      call gmp_table('recipe_comment');

      alter table therapy_order add column market text;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
