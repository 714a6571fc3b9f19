# IAM-020 (person_…), IAM-021 (accesskey_…), IAM-022 (rootkey_…), IAM-023 (console_…), IAM-024 (clear_…), IAM-025 to IAM-031
# (strength_…), IAM-036 (upload_…)

resource "aws_iam_user" "person_new" {
  name = "x"
}

resource "aws_iam_user" "person_update" {
  name = "x"
  path = "/new/"
}

resource "aws_iam_access_key" "accesskey_new" {
  user = terraform_data.later.output
}

resource "aws_iam_access_key" "accesskey_update" {
  user   = "x"
  status = "Inactive"
}

resource "aws_iam_access_key" "rootkey_case" {
  for_each = { root = "root", arn = "arn:aws:iam::111111111111:root", user = "rootless", unknown = terraform_data.later.output }
  user     = each.value
}

resource "aws_iam_user_login_profile" "console_new" {
  user = terraform_data.later.output
}

resource "aws_iam_user_login_profile" "clear_case" {
  for_each = { unset = null, empty = "", set = "keybase:x", unknown = terraform_data.later.output }
  user     = "x"
  pgp_key  = each.value
}

resource "aws_iam_account_password_policy" "strength_strong" {
  minimum_password_length      = 14
  password_reuse_prevention    = 24
  max_password_age             = 90
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
}

resource "aws_iam_account_password_policy" "strength_weak" {
  minimum_password_length      = 13
  password_reuse_prevention    = 23
  max_password_age             = 91
  require_lowercase_characters = false
  require_uppercase_characters = false
  require_numbers              = false
  require_symbols              = false
}

resource "aws_iam_account_password_policy" "strength_never" {
  minimum_password_length = 20
  max_password_age        = 0
}

resource "aws_iam_account_password_policy" "strength_unset" {
  allow_users_to_change_password = true
}

resource "aws_iam_account_password_policy" "strength_unknown" {
  minimum_password_length      = terraform_data.later.output
  password_reuse_prevention    = terraform_data.later.output
  max_password_age             = terraform_data.later.output
  require_lowercase_characters = terraform_data.later.output
  require_uppercase_characters = terraform_data.later.output
  require_numbers              = terraform_data.later.output
  require_symbols              = terraform_data.later.output
}

module "strength_module" {
  source   = "./modules/password"
  for_each = { short = 8, long = 16 }
  length   = each.value
}

resource "aws_iam_server_certificate" "upload_new" {
  name             = "x"
  certificate_body = "x"
  private_key      = "x"
}
