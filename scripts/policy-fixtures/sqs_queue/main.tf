# SQS-001 (encrypted_…), SQS-002 (key_…), SQS-004 (action_…), SQS-005 (dead_…), SQS-006 (retry_…), SQS-007 (allow_…), SQS-008 (tls_…),
# SQS-009 (keep_…), SQS-010 (renew_…), SQS-011 (poll_…), SQS-012 (visible_…)

resource "aws_sqs_queue" "encrypted_off" {
  sqs_managed_sse_enabled = false
}

resource "aws_sqs_queue" "encrypted_on" {
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "encrypted_default" {}

resource "aws_sqs_queue" "encrypted_key" {
  kms_master_key_id = "alias/own"
}

resource "aws_sqs_queue" "encrypted_unknown" {
  sqs_managed_sse_enabled = length(terraform_data.later.output) > 1
}

module "encrypted_module" {
  source     = "./modules/queue"
  encryption = false
}

resource "aws_sqs_queue" "key_own" {
  kms_master_key_id = "alias/own"
}

resource "aws_sqs_queue" "key_unset" {}

resource "aws_sqs_queue" "key_aws" {
  kms_master_key_id = "alias/aws/sqs"
}

resource "aws_sqs_queue" "key_aws_arn" {
  kms_master_key_id = "arn:aws:kms:us-east-1:111111111111:alias/aws/sqs"
}

resource "aws_sqs_queue" "key_unknown" {
  kms_master_key_id = terraform_data.later.output
}

locals {
  policy = {
    for name, statement in {
      listed = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sqs:SendMessage" }
      every  = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = ["sqs:SendMessage", "SQS:*"] }
      all    = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "*" }
      denied = { Effect = "Deny", Principal = "*", Action = "sqs:*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }
    } : name => jsonencode({ Version = "2012-10-17", Statement = [merge(statement, { Resource = "*" })] })
  }
}

resource "aws_sqs_queue" "action_inline" {
  policy = local.policy.all
}

resource "aws_sqs_queue_policy" "action_every" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.policy.every
}

resource "aws_sqs_queue_policy" "action_listed" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.policy.listed
}

resource "aws_sqs_queue_policy" "action_denied" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.policy.denied
}

resource "aws_sqs_queue_policy" "action_unknown" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = terraform_data.later.output
}

module "action_module" {
  source = "./modules/queue"
  policy = local.policy.every
}

resource "aws_sqs_queue" "dead_missing" {}

resource "aws_sqs_queue" "dead_set" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_target.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "dead_target" {}

resource "aws_sqs_queue" "dead_set_known" {
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:orders-dead", maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "dead_target_by_name" {
  name = "orders-dead"
}

resource "aws_sqs_queue" "dead_linked" {}

resource "aws_sqs_queue_redrive_policy" "dead_linked" {
  queue_url      = aws_sqs_queue.dead_linked.id
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_target_linked.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "dead_target_linked" {}

resource "aws_sqs_queue" "dead_target_of_topic" {}

resource "aws_sns_topic_subscription" "dead" {
  topic_arn      = "arn:aws:sns:us-east-1:111111111111:x"
  protocol       = "sqs"
  endpoint       = aws_sqs_queue.dead_missing.arn
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_target_of_topic.arn })
}

resource "aws_sqs_queue" "dead_target_of_function" {}

resource "aws_lambda_function" "dead" {
  function_name = "dead"
  role          = "arn:aws:iam::111111111111:role/dead"
  image_uri     = "dead"
  package_type  = "Image"

  dead_letter_config {
    target_arn = aws_sqs_queue.dead_target_of_function.arn
  }
}

# Instances of one key belong together.
resource "aws_sqs_queue" "dead_each" {
  for_each       = toset(["a", "b"])
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_each_target[each.key].arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "dead_each_target" {
  for_each = toset(["a", "b", "c"])
}

module "dead_module" {
  source = "./modules/queue"
}

resource "aws_sqs_queue" "retry_once" {
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:x", maxReceiveCount = 1 })
}

resource "aws_sqs_queue" "retry_often" {
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:x", maxReceiveCount = "11" })
}

resource "aws_sqs_queue" "retry_ten" {
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:x", maxReceiveCount = 10 })
}

resource "aws_sqs_queue" "retry_unset" {}

resource "aws_sqs_queue" "retry_unknown" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_target.arn, maxReceiveCount = 100 })
}

resource "aws_sqs_queue_redrive_policy" "retry_companion" {
  queue_url      = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:x", maxReceiveCount = 1000 })
}

module "retry_module" {
  source  = "./modules/queue"
  redrive = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:x", maxReceiveCount = 1 })
}

resource "aws_sqs_queue" "allow_all" {
  redrive_allow_policy = jsonencode({ redrivePermission = "allowAll" })
}

resource "aws_sqs_queue" "allow_named" {
  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = ["arn:aws:sqs:us-east-1:111111111111:x"] })
}

resource "aws_sqs_queue" "allow_unset" {}

resource "aws_sqs_queue" "allow_unknown" {
  redrive_allow_policy = jsonencode({ redrivePermission = terraform_data.later.output })
}

resource "aws_sqs_queue_redrive_allow_policy" "allow_companion" {
  queue_url            = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  redrive_allow_policy = jsonencode({ redrivePermission = "allowAll" })
}

module "allow_module" {
  source = "./modules/queue"
  allow  = jsonencode({ redrivePermission = "allowAll" })
}

resource "aws_sqs_queue_policy" "tls_refused" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.policy.denied
}

resource "aws_sqs_queue_policy" "tls_missing" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.policy.listed
}

resource "aws_sqs_queue_policy" "tls_unknown" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = terraform_data.later.output
}

module "tls_module" {
  source = "./modules/queue"
  policy = local.policy.listed
}

resource "aws_sqs_queue" "keep_source" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.keep_short.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "keep_short" {}

resource "aws_sqs_queue" "keep_source_long" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.keep_long.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "keep_long" {
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "keep_source_unknown" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.keep_unknown.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "keep_unknown" {
  message_retention_seconds = length(terraform_data.later.output)
}

module "keep_module" {
  source = "./modules/queue"
}

resource "aws_sqs_queue" "renew_daily" {
  kms_master_key_id                 = "alias/own"
  kms_data_key_reuse_period_seconds = 86400
}

resource "aws_sqs_queue" "renew_hourly" {
  kms_master_key_id                 = "alias/own"
  kms_data_key_reuse_period_seconds = 3600
}

resource "aws_sqs_queue" "renew_unset" {
  kms_master_key_id = "alias/own"
}

resource "aws_sqs_queue" "renew_unknown" {
  kms_master_key_id                 = "alias/own"
  kms_data_key_reuse_period_seconds = length(terraform_data.later.output)
}

resource "aws_sqs_queue" "poll_default" {}

resource "aws_sqs_queue" "poll_short" {
  receive_wait_time_seconds = 0
}

resource "aws_sqs_queue" "poll_long" {
  receive_wait_time_seconds = 20
}

resource "aws_sqs_queue" "poll_unknown" {
  receive_wait_time_seconds = length(terraform_data.later.output)
}

resource "aws_lambda_function" "consumer" {
  for_each      = { short = 5, long = 6 }
  function_name = "consumer-${each.key}"
  role          = "arn:aws:iam::111111111111:role/consumer"
  image_uri     = "consumer"
  package_type  = "Image"
  timeout       = each.value
}

resource "aws_sqs_queue" "visible_short" {}

resource "aws_lambda_event_source_mapping" "visible_short" {
  event_source_arn = aws_sqs_queue.visible_short.arn
  function_name    = aws_lambda_function.consumer["long"].arn
}

resource "aws_sqs_queue" "visible_enough" {}

resource "aws_lambda_event_source_mapping" "visible_enough" {
  event_source_arn = aws_sqs_queue.visible_enough.arn
  function_name    = aws_lambda_function.consumer["short"].function_name
}

resource "aws_sqs_queue" "visible_unread" {}

resource "aws_sqs_queue" "visible_elsewhere" {}

resource "aws_lambda_event_source_mapping" "visible_elsewhere" {
  event_source_arn = aws_sqs_queue.visible_elsewhere.arn
  function_name    = "another"
}

resource "aws_sqs_queue" "visible_unknown" {
  visibility_timeout_seconds = length(terraform_data.later.output)
}

resource "aws_lambda_event_source_mapping" "visible_unknown" {
  event_source_arn = aws_sqs_queue.visible_unknown.arn
  function_name    = aws_lambda_function.consumer["long"].arn
}

# The queue stays as it is, its function gets slower.
resource "aws_sqs_queue" "visible_existing" {
  name = "existing"
}

resource "aws_lambda_function" "visible_slower" {
  function_name = "slower"
  role          = "arn:aws:iam::111111111111:role/consumer"
  image_uri     = "consumer"
  package_type  = "Image"
  timeout       = 60
}

resource "aws_lambda_event_source_mapping" "visible_existing" {
  event_source_arn = aws_sqs_queue.visible_existing.arn
  function_name    = aws_lambda_function.visible_slower.arn
}

module "visible_module" {
  source   = "./modules/queue"
  consumer = true
}
