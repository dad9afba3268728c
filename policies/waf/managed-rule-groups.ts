/** A managed rule group of AWS: the rules that block unless they are overridden, and its labels. */
export interface ManagedRuleGroup {
  readonly blocking: readonly string[];
  /** Beginning of the labels that it adds. */
  readonly labels: string;
}

function onEach(names: string, parts: string): readonly string[] {
  return names.split(" ").flatMap((name) => parts.split(" ").map((part) => `${name}_${part}`));
}

/**
 * AWS's own groups and their rules with the default action Block, newest and earlier versions
 * together (WAF guide, "AWS Managed Rules rule groups list" and "Changelog", November 2026). A group
 * that is not listed here is taken to block unless it is overridden.
 */
const groups: Readonly<Record<string, ManagedRuleGroup>> = {
  AWSManagedRulesCommonRuleSet: {
    labels: "awswaf:managed:aws:core-rule-set:",
    blocking: [
      "NoUserAgent_HEADER",
      "UserAgent_BadBots_HEADER",
      ...onEach("SizeRestrictions", "QUERYSTRING Cookie_HEADER BODY URIPATH"),
      ...onEach("EC2MetaDataSSRF", "BODY COOKIE URIPATH QUERYARGUMENTS"),
      ...onEach("GenericLFI", "QUERYARGUMENTS URIPATH BODY"),
      ...onEach("RestrictedExtensions", "URIPATH QUERYARGUMENTS"),
      ...onEach("GenericRFI", "QUERYARGUMENTS BODY URIPATH"),
      ...onEach("CrossSiteScripting", "COOKIE QUERYARGUMENTS BODY URIPATH"),
    ],
  },
  AWSManagedRulesAdminProtectionRuleSet: {
    labels: "awswaf:managed:aws:admin-protection:",
    blocking: ["AdminProtection_URIPATH"],
  },
  AWSManagedRulesKnownBadInputsRuleSet: {
    labels: "awswaf:managed:aws:known-bad-inputs:",
    blocking: [
      ...onEach("JavaDeserializationRCE", "HEADER BODY URIPATH QUERYSTRING"),
      "Host_localhost_HEADER",
      "PROPFIND_METHOD",
      "ExploitablePaths_URIPATH",
      ...onEach("Log4JRCE", "HEADER QUERYSTRING BODY URIPATH"),
      "ReactJSRCE_BODY",
    ],
  },
  AWSManagedRulesSQLiRuleSet: {
    labels: "awswaf:managed:aws:sql-database:",
    blocking: [
      ...onEach("SQLi", "QUERYARGUMENTS BODY COOKIE URIPATH"),
      ...onEach("SQLiExtendedPatterns", "QUERYARGUMENTS BODY"),
    ],
  },
  AWSManagedRulesLinuxRuleSet: {
    labels: "awswaf:managed:aws:linux-os:",
    blocking: onEach("LFI", "URIPATH QUERYSTRING HEADER COOKIE"),
  },
  AWSManagedRulesUnixRuleSet: {
    labels: "awswaf:managed:aws:posix-os:",
    blocking: onEach("UNIXShellCommandsVariables", "QUERYSTRING QUERYARGUMENTS BODY HEADER"),
  },
  AWSManagedRulesWindowsRuleSet: {
    labels: "awswaf:managed:aws:windows-os:",
    blocking: onEach("WindowsShellCommands PowerShellCommands", "COOKIE QUERYARGUMENTS BODY"),
  },
  AWSManagedRulesPHPRuleSet: {
    labels: "awswaf:managed:aws:php-app:",
    blocking: onEach("PHPHighRiskMethodsVariables", "HEADER QUERYSTRING QUERYARGUMENTS BODY"),
  },
  AWSManagedRulesWordPressRuleSet: {
    labels: "awswaf:managed:aws:wordpress-app:",
    blocking: ["WordPressExploitableCommands_QUERYSTRING", "WordPressExploitablePaths_URIPATH"],
  },
  AWSManagedRulesAmazonIpReputationList: {
    labels: "awswaf:managed:aws:amazon-ip-list:",
    blocking: ["AWSManagedIPReputationList", "AWSManagedReconnaissanceList"],
  },
  AWSManagedRulesAnonymousIpList: {
    labels: "awswaf:managed:aws:anonymous-ip-list:",
    blocking: ["AnonymousIPList", "HostingProviderIPList"],
  },
  AWSManagedRulesAntiDDoSRuleSet: {
    labels: "awswaf:managed:aws:anti-ddos:",
    blocking: ["DDoSRequests"],
  },
  // Both look at logins or sign-ups by POST alone, at paths that no publish or connect has.
  AWSManagedRulesATPRuleSet: { labels: "awswaf:managed:aws:atp:", blocking: [] },
  AWSManagedRulesACFPRuleSet: { labels: "awswaf:managed:aws:acfp:", blocking: [] },
  AWSManagedRulesBotControlRuleSet: {
    labels: "awswaf:managed:",
    blocking: [
      ...[
        "Advertising",
        "Archiver",
        "ContentFetcher",
        "EmailClient",
        "HttpLibrary",
        "LinkChecker",
        "Miscellaneous",
        "Monitoring",
        "PagePreview",
        "ScrapingFramework",
        "SearchEngine",
        "Security",
        "Seo",
        "SocialMedia",
        "Webhooks",
        "AI",
      ].map((category) => `Category${category}`),
      "SignalAutomatedBrowser",
      "SignalKnownBotDataCenter",
      "SignalNonBrowserUserAgent",
    ],
  },
};

/** The group of a vendor; undefined when its rules are not published. */
export function managedRuleGroup(vendor: string, name: string): ManagedRuleGroup | undefined {
  return vendor === "AWS" ? groups[name] : undefined;
}

/** Rules about the path or the method, which the protocol fixes: no publish or connect has another. */
export function inspectsWhatIsFixed(rule: string): boolean {
  return /_(?:URIPATH|METHOD)$/.test(rule);
}
