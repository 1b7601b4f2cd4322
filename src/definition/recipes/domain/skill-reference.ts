/** What whoever does or verifies a step is trained in: a skill by its code, and its title in the recipe's language. */
export interface SkillReference {
  skill: string;
  title: string;
}
