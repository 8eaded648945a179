export * as beta from "./betaDistribution.ts";
export * as chi2 from "./chi2.ts";
export * as dirichlet from "./dirichlet.ts";
export * as gamma from "./gammaDistribution.ts";
export * as multivariateNormal from "./multivariateNormal.ts";
export * as norm from "./norm.ts";
export * as poisson from "./poisson.ts";
export * as t from "./studentT.ts";
