/** A stage file with everything on that costs something. */
export const EVERYTHING = `config:
  aws:region: us-east-1
  appsync-events:eventApi:
    domain:
      name: events.example.com
      certificateArn: arn:aws:acm:us-east-1:111122223333:certificate/5a0c1b52
  appsync-events:authorization:
    connect: [AWS_IAM, AWS_LAMBDA]
    publish: [AWS_LAMBDA]
    subscribe: [AWS_LAMBDA]
    lambdaAuthorizer:
      issuer: https://login.example.com
      audience: appsync-events
      jwksUrl: https://login.example.com/keys
  appsync-events:logging:
    level: ALL
    retentionDays: 30
    kmsKeyArn: arn:aws:kms:us-east-1:111122223333:key/5a0c1b52-0000-4000-8000-000000000000
  appsync-events:webAcl:
    logRetentionDays: 180
  appsync-events:functions:
    memoryMegabytes: 512
    ephemeralStorageMegabytes: 1024
    tracing: Active
    logLevel: WARN
    logRetentionDays: 90
    vpc:
      subnetIds: [subnet-0123456789abcdef0]
      securityGroupIds: [sg-0123456789abcdef0]
  appsync-events:alarms:
    email: on-call@example.com
  appsync-events:metrics:
    flush: invocation
  appsync-events:budget:
    monthlyUsd: 1000
  appsync-events:costExport:
    settleDays: 3
  appsync-events:namespaces:
    chat:
      function:
        memoryMegabytes: 1024
        provisionedConcurrency: 2
      traffic:
        publishesPerDay: 100000
        eventsPerPublish: 1
        eventBytes: 6000
        subscribers: 5
        handlerMilliseconds: 20
    orders:
      traffic:
        publishesPerSecond: 2
        eventsPerPublish: 1
        eventBytes: 1000
        subscribers: 10
        connections: { clients: 100, minutesPerDay: 600, connectsPerDay: 2, subscribesPerDay: 4 }
`;
