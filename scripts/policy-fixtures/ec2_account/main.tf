# EC2-013 (default_…); with it on, volumes need no argument of their own (asserted_…)

resource "aws_ebs_encryption_by_default" "default_on" {
  enabled = true
}

resource "aws_ebs_encryption_by_default" "default_off" {
  enabled = false
}

resource "aws_ebs_encryption_by_default" "default_unset" {}

resource "aws_ebs_encryption_by_default" "default_unknown" {
  enabled = terraform_data.later.output == "later"
}

resource "aws_ebs_volume" "asserted_volume" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_instance" "asserted_instance" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

# EC2-014 (snapshots_…)

resource "aws_ebs_snapshot_block_public_access" "snapshots_all" {
  state = "block-all-sharing"
}

resource "aws_ebs_snapshot_block_public_access" "snapshots_new" {
  state = "block-new-sharing"
}

resource "aws_ebs_snapshot_block_public_access" "snapshots_unblocked" {
  state = "unblocked"
}

resource "aws_ebs_snapshot_block_public_access" "snapshots_unknown" {
  state = terraform_data.later.output
}

# EC2-015 (images_…)

resource "aws_ec2_image_block_public_access" "images_blocked" {
  state = "block-new-sharing"
}

resource "aws_ec2_image_block_public_access" "images_unblocked" {
  state = "unblocked"
}

resource "aws_ec2_image_block_public_access" "images_unknown" {
  state = terraform_data.later.output
}

# EC2-035 (console_…)

resource "aws_ec2_serial_console_access" "console_off" {
  enabled = false
}

resource "aws_ec2_serial_console_access" "console_on" {
  enabled = true
}

resource "aws_ec2_serial_console_access" "console_unset" {}

resource "aws_ec2_serial_console_access" "console_unknown" {
  enabled = terraform_data.later.output == "later"
}

# EC2-038 (tokens_…)

resource "aws_ec2_instance_metadata_defaults" "tokens_required" {
  http_tokens = "required"
}

resource "aws_ec2_instance_metadata_defaults" "tokens_optional" {
  http_tokens = "optional"
}

resource "aws_ec2_instance_metadata_defaults" "tokens_unset" {
  http_put_response_hop_limit = 1
}

resource "aws_ec2_instance_metadata_defaults" "tokens_unknown" {
  http_tokens = terraform_data.later.output
}

module "account" {
  source   = "./modules/account"
  for_each = { closed = true, open = false }
  closed   = each.value
}

# EC2-040 (shared_…). The provider looks a snapshot up when its id is known.

resource "aws_snapshot_create_volume_permission" "shared_with" {
  for_each    = toset(["111111111111", "222222222222", "333333333333"])
  snapshot_id = aws_ebs_snapshot_copy.copy_own_key.id
  account_id  = each.key
}

resource "aws_snapshot_create_volume_permission" "shared_unknown" {
  snapshot_id = aws_ebs_snapshot_copy.copy_own_key.id
  account_id  = terraform_data.later.output
}

# EC2-017 (copy_…)

resource "aws_ebs_snapshot_copy" "copy_own_key" {
  source_region      = "us-west-2"
  source_snapshot_id = "snap-1"
  encrypted          = true
  kms_key_id         = "arn:aws:kms:us-east-1:111111111111:key/1"
}

resource "aws_ebs_snapshot_copy" "copy_no_key" {
  source_region      = "us-west-2"
  source_snapshot_id = "snap-1"
  encrypted          = true
}

resource "aws_ebs_snapshot_copy" "copy_plain" {
  source_region      = "us-west-2"
  source_snapshot_id = "snap-1"
}

resource "aws_ebs_snapshot_copy" "copy_unknown" {
  source_region      = "us-west-2"
  source_snapshot_id = "snap-1"
  encrypted          = terraform_data.later.output == "later"
  kms_key_id         = terraform_data.later.output
}

# EC2-019 (copy_…)

resource "aws_ami_copy" "copy_own_key" {
  name              = "own-key"
  source_ami_id     = "ami-1"
  source_ami_region = "us-west-2"
  encrypted         = true
  kms_key_id        = "arn:aws:kms:us-east-1:111111111111:key/1"
}

resource "aws_ami_copy" "copy_no_key" {
  name              = "no-key"
  source_ami_id     = "ami-1"
  source_ami_region = "us-west-2"
  encrypted         = true
}

resource "aws_ami_copy" "copy_plain" {
  name              = "plain"
  source_ami_id     = "ami-1"
  source_ami_region = "us-west-2"
}

resource "aws_ami_copy" "copy_unknown" {
  name              = "unknown"
  source_ami_id     = "ami-1"
  source_ami_region = "us-west-2"
  encrypted         = terraform_data.later.output == "later"
  kms_key_id        = terraform_data.later.output
}

# EC2-018 (device_…)

resource "aws_ami" "device_encrypted" {
  name = "encrypted"
  ebs_block_device {
    device_name = "/dev/xvda"
    volume_size = 8
    encrypted   = true
  }
}

resource "aws_ami" "device_plain" {
  name = "plain"
  ebs_block_device {
    device_name = "/dev/xvda"
    volume_size = 8
  }
}

resource "aws_ami" "device_snapshot" {
  name = "snapshot"
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = "snap-1"
  }
}

resource "aws_ami" "device_unknown" {
  name = "unknown"
  ebs_block_device {
    device_name = "/dev/xvda"
    volume_size = 8
    encrypted   = terraform_data.later.output == "later"
  }
}
