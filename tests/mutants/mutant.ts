/** One small patch that breaks one rule, and the tests that must turn red under it. */
export interface Mutant {
  /** The rule that is broken, in a few words. */
  readonly rule: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** A test file, and a part of the names of its tests; without it all of the file. */
  readonly test: string;
  readonly named?: string;
}
