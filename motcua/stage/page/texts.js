export const TEXTS = {{texts}};
