//go:build tools

// Package tools pins AWS's Lambda runtime interface emulator, which runs deployed bundles in tests.
package tools

import _ "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie"
