# SNS-001 (encrypted_…), SNS-002 (key_…), SNS-004 (foreign_…), SNS-005 (plain_…), SNS-006 (tls_…), SNS-007 (status_…),
# SNS-008 (redrive_…), SNS-009 (signed_…), SNS-010 (action_…), SNS-011 (mail_…)

resource "aws_sns_topic" "encrypted_key" {
  kms_master_key_id = "alias/own"
}

resource "aws_sns_topic" "encrypted_not" {}

resource "aws_sns_topic" "encrypted_empty" {
  kms_master_key_id = ""
}

resource "aws_sns_topic" "encrypted_unknown" {
  kms_master_key_id = terraform_data.later.output
}

module "encrypted_module" {
  source = "./modules/topic"
}

resource "aws_sns_topic" "key_own" {
  kms_master_key_id = "arn:aws:kms:us-east-1:111111111111:key/a"
}

resource "aws_sns_topic" "key_own_alias" {
  kms_master_key_id = "alias/aws/sns-own"
}

resource "aws_sns_topic" "key_aws" {
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic" "key_aws_arn" {
  kms_master_key_id = "arn:aws:kms:us-east-1:111111111111:alias/aws/sns"
}

resource "aws_sns_topic" "key_unset" {}

resource "aws_sns_topic" "key_unknown" {
  kms_master_key_id = terraform_data.later.output
}

module "key_module" {
  source = "./modules/topic"
  key    = "alias/aws/sns"
}

locals {
  policy = {
    for name, statement in {
      own     = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sns:Publish" }
      partner = { Effect = "Allow", Principal = { AWS = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:role/send"] }, Action = "sns:Publish" }
      denied  = { Effect = "Deny", Principal = { AWS = "333333333333" }, Action = "sns:*" }
      service = { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish" }
      every   = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = ["sns:Publish", "SNS:*"] }
      all     = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "*" }
      tls     = { Effect = "Deny", Principal = "*", Action = "sns:*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }
      no_tls  = { Effect = "Deny", Principal = "*", Action = "sns:*", Condition = { Bool = { "aws:SecureTransport" = "true" } } }
    } : name => jsonencode({ Version = "2012-10-17", Statement = [merge(statement, { Resource = "*" })] })
  }
}

resource "aws_sns_topic" "foreign_inline" {
  policy = local.policy.partner
}

resource "aws_sns_topic_policy" "foreign_document" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = data.aws_iam_policy_document.foreign.json
}

data "aws_iam_policy_document" "foreign" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.foreign_inline.arn]
    principals {
      type        = "AWS"
      identifiers = ["222222222222"]
    }
  }
}

resource "aws_sns_topic_policy" "foreign_own" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.own
}

resource "aws_sns_topic_policy" "foreign_denied" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.denied
}

resource "aws_sns_topic_policy" "foreign_service" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.service
}

resource "aws_sns_topic_policy" "foreign_unknown" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = terraform_data.later.output
}

module "foreign_module" {
  source = "./modules/topic"
  policy = local.policy.partner
}

resource "aws_sns_topic_subscription" "plain_http" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "http"
  endpoint  = "http://example.com/"
}

resource "aws_sns_topic_subscription" "plain_https" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "https"
  endpoint  = "https://example.com/"
}

resource "aws_sns_topic_subscription" "plain_unknown" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = terraform_data.later.output
  endpoint  = "http://example.com/"
}

module "plain_module" {
  source   = "./modules/topic"
  protocol = "http"
}

resource "aws_sns_topic_policy" "tls_refused" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.tls
}

resource "aws_sns_topic_policy" "tls_document" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = data.aws_iam_policy_document.tls.json
}

data "aws_iam_policy_document" "tls" {
  statement {
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.foreign_inline.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "tls_missing" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.own
}

resource "aws_sns_topic_policy" "tls_wrong_way" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.no_tls
}

resource "aws_sns_topic_policy" "tls_unknown" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = terraform_data.later.output
}

module "tls_module" {
  source = "./modules/topic"
}

resource "aws_sns_topic" "status_none" {}

resource "aws_sns_topic" "status_success_only" {
  sqs_success_feedback_role_arn = "arn:aws:iam::111111111111:role/feedback"
}

resource "aws_sns_topic" "status_one" {
  sqs_failure_feedback_role_arn = "arn:aws:iam::111111111111:role/feedback"
}

resource "aws_sns_topic" "status_unknown" {
  lambda_failure_feedback_role_arn = terraform_data.later.output
}

module "status_module" {
  source = "./modules/topic"
}

resource "aws_sns_topic_subscription" "redrive_queue" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:us-east-1:111111111111:x"
}

resource "aws_sns_topic_subscription" "redrive_set" {
  topic_arn      = aws_sns_topic.encrypted_key.arn
  protocol       = "lambda"
  endpoint       = "arn:aws:lambda:us-east-1:111111111111:function:x"
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:111111111111:dead" })
}

resource "aws_sns_topic_subscription" "redrive_unknown" {
  topic_arn      = aws_sns_topic.encrypted_key.arn
  protocol       = "sqs"
  endpoint       = "arn:aws:sqs:us-east-1:111111111111:x"
  redrive_policy = jsonencode({ deadLetterTargetArn = terraform_data.later.output })
}

resource "aws_sns_topic_subscription" "redrive_unknown_protocol" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = terraform_data.later.output
  endpoint  = "arn:aws:sqs:us-east-1:111111111111:x"
}

resource "aws_sns_topic_subscription" "redrive_sms" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "sms"
  endpoint  = "+15550100"
}

module "redrive_module" {
  source   = "./modules/topic"
  protocol = "https"
}

resource "aws_sns_topic" "signed_unset" {}

resource "aws_sns_topic" "signed_sha1" {
  signature_version = 1
}

resource "aws_sns_topic" "signed_sha256" {
  signature_version = 2
}

resource "aws_sns_topic" "signed_unknown" {
  signature_version = length(terraform_data.later.output)
}

module "signed_module" {
  source = "./modules/topic"
}

resource "aws_sns_topic" "action_inline" {
  policy = local.policy.all
}

resource "aws_sns_topic_policy" "action_every" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.every
}

resource "aws_sns_topic_policy" "action_listed" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.own
}

resource "aws_sns_topic_policy" "action_denied" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.policy.denied
}

resource "aws_sns_topic_policy" "action_unknown" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = terraform_data.later.output
}

module "action_module" {
  source = "./modules/topic"
  policy = local.policy.every
}

resource "aws_sns_topic_subscription" "mail_text" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "email"
  endpoint  = "a@example.com"
}

resource "aws_sns_topic_subscription" "mail_json" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "email-json"
  endpoint  = "a@example.com"
}

resource "aws_sns_topic_subscription" "mail_not" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = "https"
  endpoint  = "https://example.com/"
}

resource "aws_sns_topic_subscription" "mail_unknown" {
  topic_arn = aws_sns_topic.encrypted_key.arn
  protocol  = terraform_data.later.output
  endpoint  = "a@example.com"
}

module "mail_module" {
  source   = "./modules/topic"
  protocol = "email"
}
