# LAM-001 (runtime_…), LAM-006 (secret_…), LAM-007 (key_…), LAM-008 (trace_…), LAM-010 (cap_…), LAM-013 (signing_…), LAM-014 (unsigned_…),
# LAM-016 (timeout_…) and LAM-020 (image_…)

locals {
  role = "arn:aws:iam::111111111111:role/x"
}

resource "aws_lambda_function" "runtime_retired" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.8"
}

resource "aws_lambda_function" "runtime_current" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

# The provider refuses a runtime that is known only after apply.
resource "aws_lambda_function" "runtime_unknown_package" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  package_type  = terraform_data.later.output
  handler       = "x"
  runtime       = "python3.8"
}

resource "aws_lambda_function" "runtime_image" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.us-east-1.amazonaws.com/x:1"
}

# The prepared state has it with these arguments.
resource "aws_lambda_function" "runtime_no_op" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.8"
}

# LAM-001, LAM-006 and LAM-008 in a module
module "runtime_module" {
  source    = "./modules/function"
  runtime   = "nodejs16.x"
  variables = {}
}

module "secret_module" {
  source    = "./modules/function"
  runtime   = "nodejs22.x"
  variables = { API_TOKEN = "0123456789" }
}

resource "aws_lambda_function" "secret_access_key" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = { LEGACY = "id AKIAIOSFODNN7EXAMPLE" }
  }
}

resource "aws_lambda_function" "secret_private_key" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = { SIGNER = "-----BEGIN RSA PRIVATE KEY-----" }
  }
}

resource "aws_lambda_function" "secret_by_name" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = { db_password = "hunter2", CLIENT_SECRET = "hunter3", LEVEL = "debug" }
  }
}

resource "aws_lambda_function" "secret_named" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = {
      DB_PASSWORD = "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"
      API_TOKEN   = "/x/token"
      OLD_TOKEN   = ""
      LEVEL       = "debug"
    }
  }
}

# One value that is known only after apply makes the whole map unknown.
resource "aws_lambda_function" "secret_partly_unknown" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = { DB_PASSWORD = "hunter2", LEVEL = terraform_data.later.output }
  }
}

resource "aws_lambda_function" "secret_unknown" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = terraform_data.later_map.output
  }
}

resource "aws_lambda_function" "key_default" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = { LEVEL = "debug" }
  }
}

resource "aws_lambda_function" "key_default_unknown_variables" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  environment {
    variables = terraform_data.later_map.output
  }
}

resource "aws_lambda_function" "key_own" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  kms_key_arn   = "arn:aws:kms:us-east-1:111111111111:key/x"
  environment {
    variables = { LEVEL = "debug" }
  }
}

resource "aws_lambda_function" "key_unknown" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  kms_key_arn   = terraform_data.later.output
  environment {
    variables = { LEVEL = "debug" }
  }
}

resource "aws_lambda_function" "key_no_variables" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "trace_unset" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "trace_pass_through" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tracing_config {
    mode = "PassThrough"
  }
}

resource "aws_lambda_function" "trace_active" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function" "trace_unknown" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tracing_config {
    mode = terraform_data.later.output
  }
}

resource "aws_lambda_function" "cap_unset" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "cap_none" {
  function_name                  = "x"
  role                           = local.role
  filename                       = "x.zip"
  handler                        = "x"
  runtime                        = "python3.13"
  reserved_concurrent_executions = -1
}

resource "aws_lambda_function" "cap_ten" {
  function_name                  = "x"
  role                           = local.role
  filename                       = "x.zip"
  handler                        = "x"
  runtime                        = "python3.13"
  reserved_concurrent_executions = 10
}

resource "aws_lambda_function" "cap_unknown" {
  function_name                  = "x"
  role                           = local.role
  filename                       = "x.zip"
  handler                        = "x"
  runtime                        = "python3.13"
  reserved_concurrent_executions = terraform_data.later_number.output
}

resource "aws_lambda_function" "signing_unset" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "signing_known" {
  function_name           = "x"
  role                    = local.role
  filename                = "x.zip"
  handler                 = "x"
  runtime                 = "python3.13"
  code_signing_config_arn = "arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-0f6c334abcdea4d8b"
}

resource "aws_lambda_function" "signing_reference" {
  function_name           = "x"
  role                    = local.role
  filename                = "x.zip"
  handler                 = "x"
  runtime                 = "python3.13"
  code_signing_config_arn = aws_lambda_code_signing_config.unsigned_enforced.arn
}

resource "aws_lambda_function" "signing_image" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.us-east-1.amazonaws.com/x:1"
}

resource "aws_lambda_code_signing_config" "unsigned_unset" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:111111111111:/signing-profiles/x/y"]
  }
}

resource "aws_lambda_code_signing_config" "unsigned_warned" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:111111111111:/signing-profiles/x/y"]
  }
  policies {
    untrusted_artifact_on_deployment = "Warn"
  }
}

resource "aws_lambda_code_signing_config" "unsigned_enforced" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:111111111111:/signing-profiles/x/y"]
  }
  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}

resource "aws_lambda_code_signing_config" "unsigned_unknown" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:111111111111:/signing-profiles/x/y"]
  }
  policies {
    untrusted_artifact_on_deployment = terraform_data.later.output
  }
}

resource "aws_lambda_function" "timeout_long" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  timeout       = 301
}

resource "aws_lambda_function" "timeout_default_in_vpc" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "timeout_measured_in_vpc" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  timeout       = 300
  vpc_config {
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "timeout_default" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "timeout_unknown" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  timeout       = terraform_data.later_number.output
}

resource "aws_lambda_function" "image_latest" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.us-east-1.amazonaws.com/x:latest"
}

resource "aws_lambda_function" "image_untagged" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "registry.example:5000/team/x"
}

resource "aws_lambda_function" "image_tagged" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.us-east-1.amazonaws.com/x:1.4.2"
}

resource "aws_lambda_function" "image_digest" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.us-east-1.amazonaws.com/x:latest@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}

resource "aws_lambda_function" "image_unknown" {
  function_name = "x"
  role          = local.role
  package_type  = "Image"
  image_uri     = terraform_data.later.output
}

resource "aws_lambda_function" "image_zip" {
  function_name = "x"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}
