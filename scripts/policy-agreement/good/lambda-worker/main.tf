# A function in a VPC with a queue for what fails, tracing and its own key.
resource "aws_kms_key" "worker" {
  description             = "Environment of the worker"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_sqs_queue" "dead" {
  name                      = "worker-dead"
  kms_master_key_id         = aws_kms_key.worker.arn
  message_retention_seconds = 1209600
}

resource "aws_signer_signing_profile" "code" {
  platform_id = "AWSLambda-SHA384-ECDSA"
}

resource "aws_lambda_code_signing_config" "code" {
  allowed_publishers {
    signing_profile_version_arns = [aws_signer_signing_profile.code.version_arn]
  }

  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}

resource "aws_lambda_function" "worker" {
  function_name                  = "worker"
  role                           = "arn:aws:iam::123456789012:role/worker"
  handler                        = "index.handler"
  runtime                        = "nodejs22.x"
  s3_bucket                      = "acme-artifacts"
  s3_key                         = "worker.zip"
  timeout                        = 30
  reserved_concurrent_executions = 10
  kms_key_arn                    = aws_kms_key.worker.arn
  code_signing_config_arn        = aws_lambda_code_signing_config.code.arn

  environment {
    variables = {
      LOG_LEVEL = "info"
    }
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.dead.arn
  }

  tracing_config {
    mode = "Active"
  }

  vpc_config {
    subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

resource "aws_cloudwatch_log_group" "worker" {
  name              = "/aws/lambda/worker"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.worker.arn
}
