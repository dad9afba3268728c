/** The type of the component by which a program shows its policies an exemption. */
export const exemptionComponent = "appsync-events:policies:Exemption";
