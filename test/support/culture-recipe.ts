/** The head of a procedure on one bioreactor; its phases follow, indented by ten. */
export const ON_BIOREACTOR = `procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: grow
        title: Grow
        phases:`;

/** A program that cells grow in, as the first lines of its phase; what more is said of it follows, indented by twelve. */
export const expand = (hours: number): string => `- id: expand
            kind: program
            title: Expand
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: ${hours} h }`;
