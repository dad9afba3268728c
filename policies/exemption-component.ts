/** The type of the component by which a program shows its policies an exemption. */
export const EXEMPTION_COMPONENT = "appsync-events:policies:Exemption";
