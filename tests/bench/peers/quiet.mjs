// Imported first: what a library prints about itself would stand between the answers.
console.warn = () => undefined;
console.info = () => undefined;
