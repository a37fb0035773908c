// The texts of both languages, filled in by the program that serves this page.
export const TEXTS = {{texts}};
